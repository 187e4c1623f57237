using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Denormalized.Kafka.SchemaRegistry;

/// <summary>Makes the HTTP handler with the certificates that the options name.</summary>
internal static class RegistryTls
{
    public static SocketsHttpHandler CreateHandler(SchemaRegistryOptions options)
    {
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }; // so that DNS is asked again
        if (options.SslCaLocation is { } authorities)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(authorities);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        if (options.SslKeystoreLocation is { } keystore)
        {
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(keystore, options.SslKeystorePassword);
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        }

        return handler;
    }
}
