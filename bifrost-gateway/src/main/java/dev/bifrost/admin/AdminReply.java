package dev.bifrost.admin;

import dev.bifrost.api.json.Json;

/** What the management API answers when it has done what it was asked. */
public record AdminReply(int status, Json.Obj body) {}
