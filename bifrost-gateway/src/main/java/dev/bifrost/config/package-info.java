/** Reads one file into an immutable, validated snapshot; swaps whole snapshots. */
@NullMarked
package dev.bifrost.config;

import org.jspecify.annotations.NullMarked;
