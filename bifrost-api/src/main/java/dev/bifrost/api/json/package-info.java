/** JSON documents as values: what translation reads and writes. */
@NullMarked
package dev.bifrost.api.json;

import org.jspecify.annotations.NullMarked;
