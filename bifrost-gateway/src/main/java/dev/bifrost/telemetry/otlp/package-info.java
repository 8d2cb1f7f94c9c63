/** Traces and metrics in the words of OpenTelemetry, made from the record of each call after its end. */
@NullMarked
package dev.bifrost.telemetry.otlp;

import org.jspecify.annotations.NullMarked;
