/** Google's {@code generateContent}, as the Gemini API and Vertex AI speak it, with their embeddings and token counts. */
@NullMarked
package dev.bifrost.dialect.gemini;

import org.jspecify.annotations.NullMarked;
