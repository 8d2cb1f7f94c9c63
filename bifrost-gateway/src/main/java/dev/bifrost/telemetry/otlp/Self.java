package dev.bifrost.telemetry.otlp;

/**
 * The gateway as its traces name it.
 *
 * @param version  of the gateway
 * @param instance tells this process from others
 * @param scheme   in which clients speak to it, {@code http} or {@code https}
 */
public record Self(String version, String instance, String scheme) {}
