using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Denormalized.Tool.Doctor;

/// <summary>The engine could not be installed. The message says why and what to do.</summary>
internal sealed class InstallException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Bytes received so far, and in all where the server says it.</summary>
internal readonly record struct DownloadProgress(long Received, long? Total);

/// <summary>
/// Downloads libchdb from an npm registry into the per-user cache: tarball to a temporary file, checksum, unpacking,
/// renaming. An interrupted run leaves nothing that looks like the library.
/// </summary>
internal sealed class EngineInstaller(HttpClient http, Uri registry)
{
    public const string FileName = "libchdb.so";

    /// <summary>Makes the library be in the folder; false when it is there already.</summary>
    /// <exception cref="InstallException">Download, checksum or unpacking failed.</exception>
    public async Task<bool> InstallAsync(EnginePackage package, string folder, Action<DownloadProgress> progress, CancellationToken cancellation)
    {
        string target = Path.Combine(folder, FileName);
        if (File.Exists(target))
        {
            return false;
        }

        string tarball = Path.Combine(folder, $"{Guid.NewGuid():N}.tgz");
        string unpacked = Path.ChangeExtension(tarball, ".so.partial");
        try
        {
            Directory.CreateDirectory(folder);
            string expected = package.Integrity ?? await StatedIntegrityAsync(package, cancellation);
            string actual = await DownloadAsync(package.Tarball(registry), tarball, progress, cancellation);
            if (actual != expected)
            {
                throw new InstallException($"{package.Tarball(registry)}: the checksum is {actual}, not {expected}: the file was changed or cut short on its way. Nothing was installed.");
            }

            await UnpackAsync(tarball, unpacked, cancellation);
            File.Move(unpacked, target, overwrite: true);
            return true;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new InstallException($"{package.Name} {package.Version} could not be installed into {folder}: {error.Message}", error);
        }
        finally
        {
            File.Delete(tarball);
            File.Delete(unpacked);
        }
    }

    private async Task<string> StatedIntegrityAsync(EnginePackage package, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await http.GetAsync(package.Manifest(registry), cancellation);
        response.EnsureSuccessStatusCode();
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
        try
        {
            using JsonDocument manifest = await JsonDocument.ParseAsync(body, cancellationToken: cancellation);
            string? integrity = manifest.RootElement.GetProperty("dist").GetProperty("integrity").GetString();
            return integrity is not null && integrity.StartsWith("sha512-", StringComparison.Ordinal)
                ? integrity
                : throw new InstallException($"{package.Manifest(registry)} states no sha512 checksum.");
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InstallException($"{package.Manifest(registry)} is no answer of an npm registry: {error.Message}", error);
        }
    }

    /// <returns>The checksum as npm writes it.</returns>
    private async Task<string> DownloadAsync(Uri address, string file, Action<DownloadProgress> progress, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.EnsureSuccessStatusCode();
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
        await using FileStream output = File.Create(file);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        byte[] buffer = new byte[256 * 1024];
        long received = 0;
        int read;
        while ((read = await body.ReadAsync(buffer, cancellation)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            await output.WriteAsync(buffer.AsMemory(0, read), cancellation);
            received += read;
            progress(new DownloadProgress(received, response.Content.Headers.ContentLength));
        }

        return "sha512-" + Convert.ToBase64String(hash.GetHashAndReset());
    }

    private static async Task UnpackAsync(string tarball, string target, CancellationToken cancellation)
    {
        await using FileStream file = File.OpenRead(tarball);
        await using var gzip = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(gzip);
        while (await tar.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
        {
            if (entry.Name == "package/" + FileName && entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            {
                await entry.ExtractToFileAsync(target, overwrite: true, cancellation);
                return;
            }
        }

        throw new InstallException($"The package holds no {FileName}. Nothing was installed.");
    }
}
