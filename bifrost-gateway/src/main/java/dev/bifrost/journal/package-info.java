/** The outbox: appends every record durably, in order, and hands them to whoever follows. */
@NullMarked
package dev.bifrost.journal;

import org.jspecify.annotations.NullMarked;
