package dev.bifrost.api;

import org.jspecify.annotations.Nullable;

/**
 * The place of a call in its trace, as <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a> has it.
 *
 * @param spanId  of the call, 16 hexadecimal digits
 * @param parent  the caller's span, from {@code traceparent}; null if the trace begins here
 * @param sampled whether the call was meant to be traced when it began; providers were told the same
 */
public record Trace(String spanId, @Nullable String parent, boolean sampled) {}
