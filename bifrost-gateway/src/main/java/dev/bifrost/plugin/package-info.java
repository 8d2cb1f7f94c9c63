/** Loads and runs other people's code. */
@NullMarked
package dev.bifrost.plugin;

import org.jspecify.annotations.NullMarked;
