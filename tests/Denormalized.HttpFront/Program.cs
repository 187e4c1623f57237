using Denormalized.ClickHouse;
using Denormalized.TestSupport;

// A ClickHouse server over HTTP for `make demo ENGINE=http`: the embedded engine behind Kestrel, in a process of its own.
// Prints its connection string and serves until standard input ends.
if (args is not [string path])
{
    Console.Error.WriteLine("usage: Denormalized.HttpFront <folder for the data>");
    return 2;
}

await using ChdbHttpFront front = await ChdbHttpFront.StartAsync(new EmbeddedOptions { Path = Path.GetFullPath(path) });
Console.WriteLine(front.ConnectionString);
await Console.In.ReadToEndAsync();
return 0;
