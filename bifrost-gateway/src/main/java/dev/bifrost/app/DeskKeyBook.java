package dev.bifrost.app;

import dev.bifrost.access.KeyDesk;
import dev.bifrost.admin.KeyBook;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/** The desk at which keys are made, as the management API sees it. */
record DeskKeyBook(KeyDesk desk) implements KeyBook {

    @Override
    public Json.Obj list(@Nullable String after, int limit, boolean revoked) throws Refusal {
        return desk.list(after, limit, revoked);
    }

    @Override
    public Json.Obj get(String idOrName) throws Refusal {
        return desk.get(idOrName);
    }

    @Override
    public Json.Obj create(Json.Obj asked, String by) throws Refusal {
        return desk.create(asked, by);
    }

    @Override
    public Json.Obj update(String idOrName, Json.Obj patch, String by) throws Refusal {
        return desk.update(idOrName, patch, by);
    }

    @Override
    public Json.Obj rotate(String idOrName, Json.Obj asked, String by) throws Refusal {
        return desk.rotate(idOrName, asked, by);
    }

    @Override
    public Json.Obj revoke(String idOrName, String by) throws Refusal {
        return desk.revoke(idOrName, by);
    }
}
