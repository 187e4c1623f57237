namespace ThreeProjects.Contracts;

public enum Device
{
    Unknown,
    Desktop,
    Phone,
    Tablet,
}
