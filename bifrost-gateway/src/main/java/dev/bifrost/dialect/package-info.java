/** What the wire formats share: spans of JSON, events of a stream, and the forms of errors. */
@NullMarked
package dev.bifrost.dialect;

import org.jspecify.annotations.NullMarked;
