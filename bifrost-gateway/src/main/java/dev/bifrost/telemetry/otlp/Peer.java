package dev.bifrost.telemetry.otlp;

/**
 * A provider as traces name it.
 *
 * @param type its kind, such as {@code azure}, whatever it is called
 * @param host where it is
 * @param port of that host
 */
public record Peer(String type, String host, int port) {}
