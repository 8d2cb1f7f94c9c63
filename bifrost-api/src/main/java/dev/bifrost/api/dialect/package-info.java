/**
 * What an adapter for another provider implements: its wire format, to and from the conversation of the vocabulary.
 *
 * <p>An adapter is a jar with a {@link dev.bifrost.api.dialect.ProviderDialect} that
 * {@code META-INF/services/dev.bifrost.api.dialect.ProviderDialect} names, listed under {@code adapters} in the
 * configuration. {@code docs/adding-a-provider.md} walks through one. The other interfaces, of embeddings, ranking and
 * counting, are implemented by the gateway's own dialects only.
 */
@NullMarked
package dev.bifrost.api.dialect;

import org.jspecify.annotations.NullMarked;
