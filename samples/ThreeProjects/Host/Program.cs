using Denormalized;
using Denormalized.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ThreeProjects.Contracts;
using ThreeProjects.Host;
using ThreeProjects.Pipelines;

// The tables as plain SQL, for whoever creates them by hand: dotnet run -- --ddl
if (args is ["--ddl"])
{
    Console.WriteLine(StreamRegistry.Get<PageView>().Info.CreateTable + ";\n");
    Console.WriteLine(StreamRegistry.Get<SlowView>().Info.CreateTable + ";");
    return;
}

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddSingleton<IRegions, Regions>();
builder.AddDenormalized(d =>
{
    if (builder.Environment.IsDevelopment())
    {
        d.UseEmbedded();
    }
}).AddPipeline<Slowness>();
builder.Build().Run();
