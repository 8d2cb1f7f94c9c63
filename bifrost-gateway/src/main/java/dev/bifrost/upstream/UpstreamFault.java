package dev.bifrost.upstream;

import java.time.Duration;

/** Why a call got no whole answer. */
public sealed interface UpstreamFault {

    /** No connection: name not found, refused, unreachable, TLS failed, or closed before any byte of the answer. */
    record Unreachable(String detail) implements UpstreamFault {}

    /** The answer broke off, or its framing makes no sense. */
    record Broken(String detail) implements UpstreamFault {}

    /** A deadline passed: {@code connect}, {@code first_token}, {@code idle} or {@code total}. */
    record TimedOut(String which, Duration limit) implements UpstreamFault {}
}
