/** Cuts streamed answers into events, whatever their framing. */
@NullMarked
package dev.bifrost.dialect.frame;

import org.jspecify.annotations.NullMarked;
