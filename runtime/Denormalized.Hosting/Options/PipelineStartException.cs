namespace Denormalized.Hosting;

/// <summary>A pipeline cannot start as it is set up. The message names the thing and what to do about it.</summary>
/// <param name="message">What, where, and the remedy.</param>
/// <param name="inner">Cause, if any.</param>
public sealed class PipelineStartException(string message, Exception? inner = null) : Exception(message, inner);
