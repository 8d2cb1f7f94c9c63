/** What proves to a provider who is calling: words that last, tokens that expire, signatures over a request. */
@NullMarked
package dev.bifrost.provider.credential;

import org.jspecify.annotations.NullMarked;
