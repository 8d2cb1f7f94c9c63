/** The access log, derived from the record of each call. */
@NullMarked
package dev.bifrost.telemetry;

import org.jspecify.annotations.NullMarked;
