using System.Reflection;
using System.Runtime.Loader;
using Denormalized.Tool.Infer.Input;

namespace Denormalized.Tool.Conversions;

/// <summary>
/// A record of a compiled assembly, loaded with its codec. The assembly's own dependencies come from its folder or the
/// package cache; the runtime is that of the tool, so that both mean the same types.
/// </summary>
internal static class ProjectRecord
{
    /// <param name="assembly">Path.</param>
    /// <param name="name">Of the type, with or without its namespace, or of the stream.</param>
    /// <exception cref="InputException">There is none, or several.</exception>
    public static Type Load(string assembly, string name)
    {
        try
        {
            string path = Path.GetFullPath(assembly);
            (Type Type, StreamAttribute Stream)[] streams = [.. Types(new Context(path).LoadFromAssemblyPath(path))
                .Select(t => (Type: t, Stream: t.GetCustomAttribute<StreamAttribute>()))
                .Where(t => t.Stream is not null)
                .Select(t => (t.Type, t.Stream!))];
            Type[] found = [.. streams.Where(s => s.Type.Name == name || s.Type.FullName == name || s.Stream.Name == name).Select(s => s.Type)];
            string known = streams.Length == 0 ? "there are no records with [Stream] in it" : "its records are " + string.Join(", ", streams.Select(s => s.Type.FullName).Order(StringComparer.Ordinal));
            return found.Length == 1 ? found[0] : throw new InputException($"{assembly}: {found.Length} records are called '{name}'; {known}.");
        }
        catch (Exception error) when (error is BadImageFormatException or FileLoadException or FileNotFoundException)
        {
            throw new InputException($"{assembly}: cannot be loaded, perhaps because it was built with a later version of Denormalized than this tool: {error.Message}", error);
        }
    }

    /// <summary>Types that cannot be loaded, because something that they need is not there, are none of the streams.</summary>
    private static IEnumerable<Type> Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partly)
        {
            return partly.Types.OfType<Type>();
        }
    }

    private sealed class Context(string path) : AssemblyLoadContext("record")
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName name)
        {
            bool isOurs = Default.Assemblies.Any(a => a.GetName().Name == name.Name) || name.Name is "Denormalized" or "Denormalized.Schema";
            return !isOurs && _resolver.ResolveAssemblyToPath(name) is { } file ? LoadFromAssemblyPath(file) : null;
        }
    }
}
