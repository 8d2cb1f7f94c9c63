/** Aliases, residency and health to an ordered plan of targets. */
@NullMarked
package dev.bifrost.routing;

import org.jspecify.annotations.NullMarked;
