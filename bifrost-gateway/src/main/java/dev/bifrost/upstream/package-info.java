/** Connection pools, TLS, proxies, DNS, deadlines towards providers. */
@NullMarked
package dev.bifrost.upstream;

import org.jspecify.annotations.NullMarked;
