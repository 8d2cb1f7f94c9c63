/** What an adapter for another provider implements: its wire format, to and from the conversation of the vocabulary. */
@NullMarked
package dev.bifrost.api.dialect;

import org.jspecify.annotations.NullMarked;
