/** Answers like a provider, without one: for trying the gateway and for putting load on it. */
@NullMarked
package dev.bifrost.simulated;

import org.jspecify.annotations.NullMarked;
