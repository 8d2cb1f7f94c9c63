/** Cohere's v2 API: chat with its tool plans, thoughts and citations, embeddings, and reranking. */
@NullMarked
package dev.bifrost.dialect.cohere;

import org.jspecify.annotations.NullMarked;
