/** JSON as bytes: where its fields stand, without a tree and without a copy. */
@NullMarked
package dev.bifrost.dialect.json;

import org.jspecify.annotations.NullMarked;
