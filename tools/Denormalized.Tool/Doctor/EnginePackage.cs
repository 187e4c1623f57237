namespace Denormalized.Tool.Doctor;

/// <summary>An npm package that holds libchdb for one platform.</summary>
/// <param name="Name">E.g. <c>@chdb/lib-linux-x64-gnu</c>.</param>
/// <param name="Integrity">Checksum of the tarball as npm writes it (sha512-…, base64); null where it is not pinned here.</param>
internal sealed record EnginePackage(string Name, string Version, string? Integrity)
{
    // The checksum of the very file that this version of the tool was tested with. Other platforms are checked against
    // the checksum that the registry states, which is said when it happens.
    private static readonly Dictionary<(string Name, string Version), string> Pinned = new()
    {
        [("@chdb/lib-linux-x64-gnu", "26.7.3-stable.1")] = "sha512-XP97mMqnc5tZpKQywR8N7cLTsHNiTmHr30pC5mzo3jWmukjKn2IBa60c2B/gWUNcuFjOMjWoorQICCqBVj5wpw==",
    };

    public static EnginePackage Of(string name, string version) => new(name, version, Pinned.GetValueOrDefault((name, version)));

    /// <summary>Address of the tarball: registry/@scope/name/-/name-version.tgz.</summary>
    public Uri Tarball(Uri registry) => new(registry, $"{Name}/-/{Name[(Name.IndexOf('/') + 1)..]}-{Version}.tgz");

    /// <summary>Address of what the registry says about this version.</summary>
    public Uri Manifest(Uri registry) => new(registry, $"{Name}/{Version}");
}
