/**
 * OpenAI's Chat Completions, as clients and as providers speak it, its embeddings, the usual form of rerank, and the form of
 * OpenAI's errors.
 */
@NullMarked
package dev.bifrost.dialect.openai;

import org.jspecify.annotations.NullMarked;
