// One message, one row, as a flow of Node-RED does it: mqtt in -> function -> PostgreSQL.
const words = msg.topic.split("/");
const told = JSON.parse(msg.payload);
const [metric, value] = Object.entries(told.v)[0];
context.get("pool").query({
    name: "insert",
    text: `insert into reading (observed_at, sensor_num, metric, value, quality, origin, received_at)
           select to_timestamp($1::float8 / 1000), num, $2, $3, 'good', $4, now() from sensor where id = $5
           on conflict do nothing`,
    values: [told.t, metric, value, told.o, words[5]],
}).catch((problem) => node.error(problem));
