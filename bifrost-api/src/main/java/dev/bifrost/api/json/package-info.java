/**
 * JSON documents as values: what translation reads and writes. Reading is lenient: {@code text("x")} is null both where
 * there is no {@code x} and where it is no string, so that code for a strange document is the code for a good one.
 */
@NullMarked
package dev.bifrost.api.json;

import org.jspecify.annotations.NullMarked;
