/** What telling what happens costs. */
@NullMarked
package dev.bifrost.bench.telemetry;

import org.jspecify.annotations.NullMarked;
