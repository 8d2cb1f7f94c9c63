/** What the journal costs a call. */
@NullMarked
package dev.bifrost.bench.journal;

import org.jspecify.annotations.NullMarked;
