/** Counts tokens where nobody else does, and says that it is an estimate. */
@NullMarked
package dev.bifrost.dialect.estimate;

import org.jspecify.annotations.NullMarked;
