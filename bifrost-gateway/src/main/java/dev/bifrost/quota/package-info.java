/** Budgets, rate limits, concurrency: reserve before, settle after. */
@NullMarked
package dev.bifrost.quota;

import org.jspecify.annotations.NullMarked;
