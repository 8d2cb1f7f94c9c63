/** Starts and stops everything; the command line; the only room that knows all others. */
@NullMarked
package dev.bifrost.app;

import org.jspecify.annotations.NullMarked;
