/** A streamed answer's bytes, cut into events wherever the network cut them. */
@NullMarked
package dev.bifrost.dialect.frame;

import org.jspecify.annotations.NullMarked;
