/** OpenAI's Responses API, as clients and as providers speak it. */
@NullMarked
package dev.bifrost.dialect.responses;

import org.jspecify.annotations.NullMarked;
