use reverse_diffusion::scene::*; use reverse_diffusion::study::*;
fn main(){
    let args: Vec<String> = std::env::args().skip(1).collect();
    let pairs: Vec<(String,String)> = args.iter().map(|a|{let (x,y)=a.split_once('=').unwrap();(x.to_string(),y.to_string())}).collect();
    let scene=Scene::from_pairs(pairs.iter().map(|(a,b)|(a.as_str(),Value::Text(b.clone())))).unwrap();
    let mut s=study(&scene).unwrap(); while s.work(){}
    let mut sim=reverse_diffusion::ensemble::Simulation::new(scene.clone());
    let k: usize = std::env::var("K").ok().map_or(scene.steps, |k| k.parse().unwrap());
    sim.seek(k); s.show(sim.time(), sim.positions().as_slice());
    for r in &s.report().rows { println!("{} | p {:?} m {:?} e {:?} b {:?}", r.name, r.predicted, r.measured, r.error, r.bound);}
    for f in &s.report().findings { println!("- {f}"); }
    if std::env::var("CHARTS").is_ok() { for c in &s.report().charts { println!("# {} — {}", c.title, c.caption); for q in &c.series { println!("   {} n={} {:?}", q.name, q.x.len(), q.x.iter().zip(&q.y).take(8).collect::<Vec<_>>()); } } }
}
