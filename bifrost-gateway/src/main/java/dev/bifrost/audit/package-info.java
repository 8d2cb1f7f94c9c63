/** Audit: sinks that follow the journal, the chain and its proof, and questions about calls. */
@NullMarked
package dev.bifrost.audit;

import org.jspecify.annotations.NullMarked;
