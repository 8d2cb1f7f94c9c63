/** Server-sent events as bytes: where they end, and what lies in them. */
@NullMarked
package dev.bifrost.dialect.sse;

import org.jspecify.annotations.NullMarked;
