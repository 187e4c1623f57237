using ThreeProjects.Pipelines;

namespace ThreeProjects.Host;

internal sealed class Regions : IRegions
{
    public string Of(string country) => country switch
    {
        "DE" or "FR" or "IT" or "ES" => "Europe",
        "US" or "CA" or "MX" => "North America",
        _ => "elsewhere",
    };
}
