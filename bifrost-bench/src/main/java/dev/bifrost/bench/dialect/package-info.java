/** What reading a request and following a stream costs. */
@NullMarked
package dev.bifrost.bench.dialect;

import org.jspecify.annotations.NullMarked;
