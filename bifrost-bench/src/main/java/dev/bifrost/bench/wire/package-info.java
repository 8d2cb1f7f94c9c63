/**
 * The wire-level comparison behind {@code ./bench}: the gateway beside nginx and HAProxy, before one mock upstream.
 * Nothing here needs a class from outside the JDK, because the command runs it from its sources.
 */
@NullMarked
package dev.bifrost.bench.wire;

import org.jspecify.annotations.NullMarked;
