"""Sensors in, frames and cues out: packet decoders, sources, the sampler and the coach."""
