package dev.bifrost.upstream;

import dev.bifrost.api.HeaderList;

/**
 * The head of a provider's answer.
 *
 * @param status  200 to 599
 * @param headers as they came, names in lower case
 * @param length  of the body in bytes, which in answer to HEAD does not follow; -1 if it is not known before its end
 */
public record ResponseHead(int status, HeaderList headers, long length) {}
