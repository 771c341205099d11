// A certified OpenID Connect provider (node oidc-provider) with two people. Its arguments: the
// folder that scripts/provider has filled, a port, and where it may lead back to.
import { pathToFileURL } from "node:url";

const [folder, port, back] = process.argv.slice(2);
const { Provider } = await import(
  pathToFileURL(`${folder}/node_modules/oidc-provider/lib/index.js`)
);
const people = {
  ada: { email: "ada@example.com", email_verified: true, groups: ["tracker-admins"] },
  eve: { email: "ada@example.com", email_verified: false, groups: [] },
};

const provider = new Provider(`http://localhost:${port}`, {
  clients: [
    {
      client_id: "tracker",
      client_secret: "a-secret-of-the-client",
      redirect_uris: [back],
    },
  ],
  claims: {
    openid: ["sub"],
    email: ["email", "email_verified"],
    profile: ["preferred_username"],
    groups: ["groups"],
  },
  scopes: ["openid", "email", "profile", "groups"],
  cookies: { keys: ["of a test"] },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: id, ...people[id] }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
