/** Amazon Bedrock: Converse for chat, InvokeModel for embeddings and rerank, and its counter of tokens. */
@NullMarked
package dev.bifrost.dialect.bedrock;

import org.jspecify.annotations.NullMarked;
