namespace Denormalized.Tool.Doctor;

/// <summary>Address of the npm registry, found as npm finds it.</summary>
internal static class NpmRegistry
{
    /// <summary>The option, else NPM_CONFIG_REGISTRY, else <c>registry=</c> of the user's .npmrc.</summary>
    /// <exception cref="FormatException">Nothing was found, or it is no http address.</exception>
    public static Uri Find(string? option) =>
        Find(option, Environment.GetEnvironmentVariable("NPM_CONFIG_REGISTRY") ?? Environment.GetEnvironmentVariable("npm_config_registry"), UserSettings());

    internal static Uri Find(string? option, string? environment, IEnumerable<string> npmrc)
    {
        string address = First(option, environment, Setting(npmrc))
            ?? throw new FormatException("no npm registry is configured for this user: name one with --registry <address>, or set NPM_CONFIG_REGISTRY");
        bool valid = Uri.TryCreate(address.EndsWith('/') ? address : address + "/", UriKind.Absolute, out Uri? registry)
            && registry.Scheme is "http" or "https";
        return valid ? registry! : throw new FormatException($"--registry {address}: not an http address.");
    }

    private static string? First(params string?[] addresses) => addresses.FirstOrDefault(a => !string.IsNullOrWhiteSpace(a))?.Trim();

    private static string? Setting(IEnumerable<string> npmrc) => npmrc
        .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
        .LastOrDefault(parts => parts is ["registry", _])?[1].Trim('"');

    private static string[] UserSettings()
    {
        string path = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".npmrc");
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }
}
