/** Prometheus' view: counters and histograms fed by the record of each call, and gauges that are read at the scrape. */
@NullMarked
package dev.bifrost.telemetry.metrics;

import org.jspecify.annotations.NullMarked;
