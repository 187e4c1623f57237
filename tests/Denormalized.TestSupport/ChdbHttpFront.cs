using System.Net;
using System.Text;
using Denormalized.ClickHouse;
using Denormalized.ClickHouse.Chdb;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Denormalized.TestSupport;

/// <summary>
/// ClickHouse's HTTP interface over the embedded engine: a stand-in for a server in tests. It has query and body, streamed
/// inserts and results, parameters, settings, gzip both ways, the X-ClickHouse headers, errors before and after the first
/// rows, and passwords. It has no sessions, no LZ4 frames and no progress headers.
/// </summary>
public sealed class ChdbHttpFront : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ChdbEngine.Lease _engine;

    private ChdbHttpFront(WebApplication application, ChdbEngine.Lease engine)
    {
        _application = application;
        _engine = engine;
    }

    /// <summary>User and password that requests must bring; null means that anybody may.</summary>
    public (string User, string Password)? Credentials { get; init; }

    /// <summary>Requests so far, with their headers, for tests of what is sent.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Port on the loopback address.</summary>
    public int Port { get; private set; }

    /// <summary>Connection string without a database.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username={Credentials?.User ?? "default"};Password={Credentials?.Password}";

    /// <summary>Listens on a free port over the process's engine.</summary>
    public static async Task<ChdbHttpFront> StartAsync(EmbeddedOptions? options = null, (string User, string Password)? credentials = null)
    {
        ChdbEngine.Lease engine = ChdbEngine.Acquire(options ?? new EmbeddedOptions());
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxRequestLineSize = 1 << 20;
            kestrel.Limits.MaxRequestBufferSize = 2 << 20;

            // The engine reads the body on its own thread.
            kestrel.AllowSynchronousIO = true;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var front = new ChdbHttpFront(builder.Build(), engine) { Credentials = credentials };
        front._application.Run(front.HandleAsync);
        await front._application.StartAsync();
        string address = front._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        front.Port = new Uri(address).Port;
        return front;
    }

    /// <summary>Stops listening; requests under way are aborted.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
        _engine.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        Requests.Add(context.Request);
        var reply = new FrontReply(context);
        try
        {
            FrontStatement? statement = await FrontStatement.ReadAsync(context.Request);
            if (statement is null)
            {
                await context.Response.WriteAsync("Ok.\n");
                return;
            }

            CheckCredentials(context.Request);
            await RunAsync(statement, reply, context.RequestAborted);
        }
        catch (ClickHouseException e)
        {
            await reply.FailAsync(e);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
            context.Abort();
        }
        catch (BadHttpRequestException)
        {
            // The body ended before its end: as above.
            context.Abort();
        }
    }

    private async Task RunAsync(FrontStatement statement, FrontReply reply, CancellationToken cancellationToken)
    {
        using ChdbSession session = await ChdbSession.OpenAsync(_engine, [], statement.Database);
        if (statement.Settings.Count > 0)
        {
            // SET, unlike arguments of the connection, refuses settings that do not exist.
            string set = "SET " + string.Join(", ", statement.Settings.Select(s => $"{SqlText.SettingName(s.Key)} = {SqlText.Literal(s.Value)}"));
            await session.RunAsync(c =>
            {
                c.Query(set, "Null").Dispose();
                return true;
            }, cancellationToken);
        }

        if (statement.Body is { } body)
        {
            long rows = await session.PostAsync(c => c.Insert(statement.Sql, statement.Format, FrontStatement.Chunks(body), cancellationToken));
            await reply.InsertedAsync(rows);
            return;
        }

        await reply.StartAsync(statement);
        await foreach (ReadOnlyMemory<byte> chunk in ChdbQuery.ReadAsync(session, statement.Sql, statement.Format, statement.Parameters, cancellationToken))
        {
            await reply.WriteAsync(chunk, cancellationToken);
        }

        await reply.EndAsync();
    }

    private void CheckCredentials(HttpRequest request)
    {
        if (Credentials is not { } expected)
        {
            return;
        }

        string header = request.Headers.Authorization.ToString();
        string given = header.StartsWith("Basic ", StringComparison.Ordinal) ? Encoding.UTF8.GetString(Convert.FromBase64String(header[6..])) : "";
        if (given != $"{expected.User}:{expected.Password}")
        {
            throw new ClickHouseException(516, "AUTHENTICATION_FAILED", $"Code: 516. DB::Exception: {given.Split(':')[0]}: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)");
        }
    }
}
