using System.Globalization;
using Denormalized.Crash;

// Processes that tests of the embedded engine need beside their own: some are killed, some hold a folder, some must boot
// the engine in a process where nothing has happened before.
switch (args)
{
    case ["chaos", string rounds]:
        return await CrashRounds.RunAsync(int.Parse(rounds, CultureInfo.InvariantCulture), Random.Shared.Next(), Console.Out) ? 0 : 1;
    case ["write", string path, string firstBlock]:
        return await CrashWriter.RunAsync(path, int.Parse(firstBlock, CultureInfo.InvariantCulture));
    case ["list", string path]:
        return await CrashWriter.ListAsync(path);
    case ["hold", string path]:
        return await EngineProbes.HoldAsync(path);
    case ["open", string path]:
        return await EngineProbes.OpenAsync(path);
    case ["two-paths", string first, string second]:
        return await EngineProbes.TwoPathsAsync(first, second);
    case ["forget"]:
        return await EngineProbes.ForgetAsync();
    case ["signal"]:
        return await EngineProbes.SignalAsync();
    case ["stream"]:
        return await EngineProbes.StreamAsync();
    default:
        Console.Error.WriteLine("usage: Denormalized.Crash chaos <rounds>   kills writers with SIGKILL and checks what they had acknowledged");
        return 2;
}
