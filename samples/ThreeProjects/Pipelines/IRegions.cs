namespace ThreeProjects.Pipelines;

/// <summary>A service that the pipeline asks for; the host registers it.</summary>
public interface IRegions
{
    string Of(string country);
}
