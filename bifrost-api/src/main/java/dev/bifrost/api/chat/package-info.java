/**
 * A conversation in no dialect's words: what every client's request becomes and every provider's answer is made from.
 * Field names in comments are those of OpenAI's chat completions, which most readers know.
 */
@NullMarked
package dev.bifrost.api.chat;

import org.jspecify.annotations.NullMarked;
