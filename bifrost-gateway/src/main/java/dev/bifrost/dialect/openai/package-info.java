/** What only the OpenAI dialects have: the form of their errors. */
@NullMarked
package dev.bifrost.dialect.openai;

import org.jspecify.annotations.NullMarked;
