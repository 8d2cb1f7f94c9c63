/** Budgets and limits, call by call. */
@NullMarked
package dev.bifrost.bench.quota;

import org.jspecify.annotations.NullMarked;
